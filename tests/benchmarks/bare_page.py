"""A Streamlit page that does nothing but draw ``?elements=…`` lines of text."""

import streamlit as st

if st.runtime.exists():
    for number in range(int(st.query_params.get("elements", "1"))):
        st.text(f"line {number}")
