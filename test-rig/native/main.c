/* glass: the customer's picture, finger and keyboard in the headless body (glass.h), and the floor of the benchmarks (stamps.h). */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "glass.h"
#include "stamps.h"

struct options {
	struct glass_options glass;
	bool is_stamps;
	struct stamps_options stamps;
};

static int main_usage(FILE *to, int status) {
	fprintf(to, "usage: glass --socket PATH [--touch SOCKET] [--size WIDTHxHEIGHT [--transform 0..7] [--scale N]]\n"
		    "       glass --stamps --stamp-rect X,Y,WIDTH,HEIGHT [--stamp-clock realtime|monotonic] [--seconds N]\n"
		    "Serves the glass of WAYLAND_DISPLAY on PATH, reports the finger to SOCKET and gives the output a size, a turn and a scale;\n"
		    "or prints how old each stamp in the picture is.\n");
	return status;
}

static bool main_parse_one(struct options *options, int option, const char *text) {
	struct box *rect = &options->stamps.rect;
	struct mode_wish *mode = &options->glass.mode;
	char rest;
	switch (option) {
	case 's':
		options->glass.socket = text;
		return true;
	case 't':
		options->glass.touch = text;
		return true;
	case 'z':
		return sscanf(text, "%dx%d%c", &mode->width, &mode->height, &rest) == 2 && mode->width > 0 && mode->height > 0;
	case 'f':
		return sscanf(text, "%d%c", &mode->transform, &rest) == 1 && mode->transform >= 0 && mode->transform <= 7;
	case 'l':
		return sscanf(text, "%lf%c", &mode->scale, &rest) == 1 && mode->scale > 0;
	case 'S':
		return options->is_stamps = true;
	case 'r':
		return sscanf(text, "%d,%d,%d,%d%c", &rect->x, &rect->y, &rect->width, &rect->height, &rest) == 4 && rect->width >= 88;
	case 'c':
		options->stamps.clock = strcmp(text, "monotonic") == 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
		return strcmp(text, "monotonic") == 0 || strcmp(text, "realtime") == 0;
	case 'n':
		return sscanf(text, "%lf%c", &options->stamps.seconds, &rest) == 1;
	default:
		return false;
	}
}

int main(int argc, char **argv) {
	static const struct option known[] = {
		{"socket", required_argument, NULL, 's'},
		{"touch", required_argument, NULL, 't'},
		{"size", required_argument, NULL, 'z'},
		{"transform", required_argument, NULL, 'f'},
		{"scale", required_argument, NULL, 'l'},
		{"stamps", no_argument, NULL, 'S'},
		{"stamp-rect", required_argument, NULL, 'r'},
		{"stamp-clock", required_argument, NULL, 'c'},
		{"seconds", required_argument, NULL, 'n'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	struct options options = {.stamps.clock = CLOCK_REALTIME};
	for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
		if (option == 'h')
			return main_usage(stdout, 0);
		if (!main_parse_one(&options, option, optarg))
			return main_usage(stderr, 2);
	}
	if (optind != argc || !(options.is_stamps ? options.stamps.rect.width > 0 : options.glass.socket != NULL))
		return main_usage(stderr, 2);
	return options.is_stamps ? stamps_run(&options.stamps) : glass_run(&options.glass);
}
