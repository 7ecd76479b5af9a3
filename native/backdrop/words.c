#include "words.h"

#include <cairo.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#define LINES 3
/* Of the picture's width, for the longest line. */
#define WIDEST 0.86
/* From one line to the next, of the lower one's size. */
#define LEADING 1.7

struct words_line {
	const char *text;
	double size; // of the first line's
	double grey;
};

static const char *const names[WORDS_COUNT] = {[WORDS_STARTING] = "starting", [WORDS_REPAIRING] = "repairing"};

static const struct words_line lines[WORDS_COUNT][LINES] = {
	[WORDS_STARTING] =
		{
			{"One moment, please", 1, 1},
			{"This screen is starting.", 0.6, 0.85},
			{"Einen Moment, bitte. Dieser Bildschirm startet.", 0.45, 0.7},
		},
	[WORDS_REPAIRING] =
		{
			{"Please wait", 1, 1},
			{"We are repairing this screen.", 0.6, 0.85},
			{"Bitte warten. Dieser Bildschirm wird repariert.", 0.45, 0.7},
		},
};

int words_from_name(const char *name) {
	for (int words = 0; words < WORDS_COUNT; words++)
		if (strcmp(name, names[words]) == 0)
			return words;
	return -1;
}

const char *words_name(enum words words) {
	return names[words];
}

static double words_width(cairo_t *cairo, const struct words_line *line, double size) {
	cairo_text_extents_t extents;
	cairo_set_font_size(cairo, size * line->size);
	cairo_text_extents(cairo, line->text, &extents);
	return extents.x_advance;
}

/* The first line's size in pixels, with which all lines fit. */
static double words_size(cairo_t *cairo, const struct words_line *line, const struct words_picture *picture) {
	double size = fmin(picture->width / 16.0, picture->height / 8.0), widest = 0;
	for (int i = 0; i < LINES; i++)
		widest = fmax(widest, words_width(cairo, &line[i], size));
	return widest > picture->width * WIDEST ? size * picture->width * WIDEST / widest : size;
}

static void words_draw(cairo_t *cairo, const struct words_line *line, const struct words_picture *picture) {
	cairo_select_font_face(cairo, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	double size = words_size(cairo, line, picture), below = 0;
	for (int i = 1; i < LINES; i++)
		below += line[i].size * size * LEADING;
	double y = (picture->height + size - below) / 2;
	for (int i = 0; i < LINES; i++) {
		y += i > 0 ? line[i].size * size * LEADING : 0;
		cairo_move_to(cairo, (picture->width - words_width(cairo, &line[i], size)) / 2, y);
		cairo_set_source_rgb(cairo, line[i].grey, line[i].grey, line[i].grey);
		cairo_show_text(cairo, line[i].text);
	}
}

int words_paint(const struct words_picture *picture, enum words words, uint32_t ground) {
	cairo_format_t format = picture->format == WORDS_RGB565 ? CAIRO_FORMAT_RGB16_565 : CAIRO_FORMAT_RGB24;
	cairo_surface_t *surface =
		cairo_image_surface_create_for_data(picture->pixels, format, picture->width, picture->height, picture->stride);
	cairo_t *cairo = cairo_create(surface);
	cairo_set_source_rgb(cairo, (ground >> 16 & 0xff) / 255.0, (ground >> 8 & 0xff) / 255.0, (ground & 0xff) / 255.0);
	cairo_paint(cairo);
	words_draw(cairo, lines[words], picture);
	cairo_surface_flush(surface);
	int rc = cairo_status(cairo) == CAIRO_STATUS_SUCCESS ? 0 : -ENOMEM;
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
	return rc;
}
