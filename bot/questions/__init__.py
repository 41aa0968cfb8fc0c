"""Questions: is it danger, what is asked, what the notes say."""
