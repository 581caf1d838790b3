"""The look that Gradio's own components take; what is ours is styled in style.css.

Fonts are those of the reader's system: a theme with Gradio's default fonts fetches them.
"""

import gradio as gr

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def theme() -> gr.themes.Base:
    """A quiet theme with system fonts, light and dark."""
    return gr.themes.Base(
        primary_hue="blue",
        neutral_hue="stone",
        radius_size="lg",
        font=SANS,
        font_mono=MONO,
    ).set(
        body_background_fill="#fbfaf8",
        body_background_fill_dark="#191817",
        body_text_color="#23211e",
        body_text_color_dark="#e9e6e1",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#22201f",
    )
