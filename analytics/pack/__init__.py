"""What is put before a board or a meeting, in order: figures and sentences, still unwritten."""
