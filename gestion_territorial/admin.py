from django.contrib.admin import AdminSite


class Sitio(AdminSite):
    pass
