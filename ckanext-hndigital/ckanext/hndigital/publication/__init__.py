"""One publication: a batch of datasets and the register's rows, together or not at all."""
