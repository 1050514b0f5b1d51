"""What may be recorded: the kinds of record, by context, and the attributes they carry."""
