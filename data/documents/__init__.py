"""Papers to sign and to send: one description of a document, written as PDF and as DOCX."""
