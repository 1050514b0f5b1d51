"""Licences: who may run which part of a scheme, on which records, and see how much of a joint rating. They are data, and are enforced
beneath the engine, where the ledger is read (`bonitas.ledger.allowed`)."""
