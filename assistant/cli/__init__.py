"""The command `assistant`: a thin skin, one file a command, over what Python can do as well."""
