"""Alerts on their way out: bodies of webhooks, e-mails, and the outbox that loses none of them."""
