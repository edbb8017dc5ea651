"""``make stress``: the last evening of a year, with what goes wrong on such evenings, and what is left.

Two application hosts and a worker on one PostgreSQL, on loopback alone; hundreds of people who save through the
real forms; a host, the worker and PostgreSQL that fall, a corte that closes and a disk that fills. Then what each
person was told is held against the database, the record, the files and the verdict (docs/estres.md).
"""
