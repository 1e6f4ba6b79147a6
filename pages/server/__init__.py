"""What stands between the network and the pages: who is answered, with which headers, what is held.

Outermost first: :mod:`requests` names and counts what comes, :mod:`gate` answers only this server's
own name, :mod:`headers` says what a browser may do with an answer, :mod:`own_page` writes into the
page where its server is, and our style. Beside the pages, :mod:`addresses` answers programs that
watch the server.
"""
