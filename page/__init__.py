"""What the page shows: HTML from answers and documents, and the page's style and script."""
