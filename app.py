"""Linchpin: the frame of the dashboard. ``streamlit run app.py`` serves it."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

# Streamlit would serve a folder named "pages" by itself until the first st.navigation.
PagesManager.uses_pages_directory = False

if st.runtime.exists():
    from pages.components import frame, session

    session.arrive()
    current = st.navigation(frame.navigation_pages(), position="hidden")
    frame.dress(current.title)
    current.run()
else:
    import logging
    import os
    import time

    # Matrices are small here: threads within one product cost more than they bring, and the other
    # cores have other work. Read by NumPy when it is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    from analytics.errors import LinchpinError
    from data.freed_memory import give_back
    from data.logs import log_event
    from data.retention import retention_at_start
    from pages.components import loading
    from pages.components.frame import report_failure, style
    from pages.server.addresses import addresses
    from pages.server.before import middleware
    from pages.server.lifespan import lifespan
    from pages.server.log import start_log

    begun = time.perf_counter()
    give_back()
    outermost = middleware(style())  # before anything is written: it may end the program
    try:
        start_log(loading.settings().home)
        retention_at_start(loading.store, lambda: loading.policy(loading.settings()))
    except LinchpinError as error:
        # Every page says so, too, and none of them shows anything before it is mended.
        logging.getLogger("linchpin").error("%s", error)

    # Streamlit looks for this very call in the text of this file.
    app = st.App(
        __file__,
        on_script_error=report_failure,
        middleware=outermost,
        lifespan=lifespan,
        routes=addresses(),
    )
    log_event("server started", seconds=round(time.perf_counter() - begun, 3))
