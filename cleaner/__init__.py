"""Strips boilerplate from web pages and from the text that was scraped from them.

>>> import cleaner
>>> cleaner.clean("Connect with us\\n\\nThe mayor opened the bridge on Monday, a year late.")
'The mayor opened the bridge on Monday, a year late.'

The public names stand in `__init__.pyi`, each with its home, and are loaded when first used:
importing cleaner loads no heavy library.
"""

import lazy_loader

__version__ = "0.1.0"
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
