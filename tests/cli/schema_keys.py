"""schema_keys.py - takes each key away from a JSON document in turn, to see that its schema wants it. Used by schema.sh and schema_said.sh."""


def parents(value, path=()):
    """Every object of a document; of an array the first element and the last."""
    if isinstance(value, dict):
        yield path, value
        for key in value:
            yield from parents(value[key], path + (key,))
    elif isinstance(value, list) and value:
        for index in {0, len(value) - 1}:
            yield from parents(value[index], path + (index,))


def not_wanted(validator, document, optional=()):
    """How many keys were taken away, and the paths of those that the document is valid without; it is whole again in the end."""
    tried, passed = 0, []
    for path, value in list(parents(document)):
        for key in [key for key in value if key not in optional]:
            kept = value.pop(key)
            tried += 1
            if validator.is_valid(document):
                passed.append("/".join(map(str, path + (key,))))
            value[key] = kept
    return tried, passed
