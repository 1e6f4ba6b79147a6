"""Companies whose truth is known, and how near the product comes to it (``make validate``)."""
