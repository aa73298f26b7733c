"""The built site as one typeset PDF."""
