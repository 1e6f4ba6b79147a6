"""Several processes of one home, as compose.yaml and deploy/haproxy.cfg put them together."""
