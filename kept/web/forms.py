"""How Django draws a form here: our field, our list of errors. Set as FORM_RENDERER."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Draws `{{ form }}` and `{{ form.email.as_field_group }}` in the look of the house."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"
