"""Templates that one test has compiled need no compiling in the next: half of a test's time goes into it."""

from jinja2 import BytecodeCache


class Compiled(BytecodeCache):
    """Compiled templates of this process, by the words that stand in them, their file and what it says."""

    def __init__(self):
        self.known = {}

    def get_bucket(self, environment, name, filename, source):
        bucket = super().get_bucket(environment, name, filename, source)
        # Told apart by catalogue: their fixed words are compiled in.
        bucket.key = (id(environment.catalogue), name, source)
        bucket.code = self.known.get(bucket.key)
        return bucket

    def load_bytecode(self, bucket):
        """Nothing is known yet: the key is made above."""

    def dump_bytecode(self, bucket):
        self.known[bucket.key] = bucket.code


COMPILED = Compiled()
