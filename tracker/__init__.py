"""What members said and did: members, assemblies, acceptance, periods, progress, statistics."""
