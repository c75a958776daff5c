"""Soon?"""

from app.web.protection import page_router

router = page_router()
