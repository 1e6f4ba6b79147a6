"""Packs and minutes of a risk review as files: PDF, PPTX, XLSX, DOCX, and page one as a picture."""
