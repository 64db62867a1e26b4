"""Reading: the sentences that were found to the spans that answer."""
