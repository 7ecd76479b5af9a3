/* lease and own: what screen may show, by the clock. */
#include "lease.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "own.h"

static void a_lease_ends_by_itself(void) {
	struct lease lease = {0};
	CHECK(lease_view(&lease, 0) == VIEW_OFF && lease_view(&lease, 1e9) == VIEW_OFF);
	lease_renew(&lease, VIEW_LIVE, 250, 1000);
	CHECK(lease_view(&lease, 1000) == VIEW_LIVE && lease_view(&lease, 1249.9) == VIEW_LIVE);
	CHECK(lease_view(&lease, 1250) == VIEW_OFF);
	lease_renew(&lease, VIEW_LIVE, 250, 1080);
	CHECK(lease_view(&lease, 1329) == VIEW_LIVE);
	lease_renew(&lease, VIEW_HIDDEN, 1, 1100);
	CHECK(lease_view(&lease, 1100.5) == VIEW_HIDDEN && lease_view(&lease, 1101) == VIEW_OFF);
	lease_renew(&lease, VIEW_OFF, 1000, 1100);
	CHECK(lease_view(&lease, 1101) == VIEW_OFF);
}

static void views_have_the_protocols_names(void) {
	CHECK(strcmp(view_name(VIEW_OFF), "off") == 0 && strcmp(view_name(VIEW_HIDDEN), "hidden") == 0);
	CHECK(strcmp(view_name(VIEW_LIVE), "live") == 0);
}

static int grey_at(const struct own *own, int x) {
	uint8_t pixels[64 * 4] = {0};
	struct picture picture = {pixels, 64, 1, sizeof pixels, PICTURE_BGRX};
	own_blank(own, &picture, (struct box){0, 0, picture.width, picture.height});
	return pixels[4 * x] != 0;
}

static void own_blanks_the_last_two_sets_for_a_while(void) {
	struct own own = {0};
	struct own_set first = {{{0, 0, 10, 1}}, 1}, second = {{{20, 0, 10, 1}}, 1}, third = {{{40, 0, 10, 1}, {60, 0, 4, 1}}, 2};
	CHECK(!own_expire(&own, 1e9) && !grey_at(&own, 0));
	CHECK(own_replace(&own, &first, 1000) && grey_at(&own, 9) && !grey_at(&own, 10));
	CHECK(!own_replace(&own, &first, 1010));
	CHECK(own_replace(&own, &second, 1020) && grey_at(&own, 0) && grey_at(&own, 20));
	CHECK(!own_expire(&own, 1020 + OWN_OLDER_MS - 1) && grey_at(&own, 0));
	CHECK(own_replace(&own, &third, 1100) && !grey_at(&own, 0) && grey_at(&own, 20) && grey_at(&own, 40) && grey_at(&own, 63));
	CHECK(!own_expire(&own, 1100 + OWN_OLDER_MS - 1));
	CHECK(own_expire(&own, 1100 + OWN_OLDER_MS) && !grey_at(&own, 20) && grey_at(&own, 40));
	CHECK(!own_expire(&own, 1e9) && grey_at(&own, 40));
}

static int greys(struct box layout, struct box box, int width, int *first) {
	uint8_t pixels[200 * 4] = {0};
	struct picture picture = {pixels, width, 1, 4 * width, PICTURE_BGRX};
	struct own own = {.newer = {{box}, 1}};
	int count = 0;
	own_blank(&own, &picture, layout);
	*first = -1;
	for (int x = 0; x < width; x++) {
		if (pixels[4 * x] == 0)
			continue;
		*first = *first < 0 ? x : *first;
		count++;
	}
	return count;
}

static void own_is_blanked_in_pixels_of_a_scaled_output(void) {
	int first;
	CHECK(greys((struct box){0, 0, 64, 1}, (struct box){10, 0, 5, 1}, 64, &first) == 5 && first == 10);
	// Never less than the compositor paints, whichever way it rounds; a pixel more at each edge.
	CHECK(greys((struct box){0, 0, 100, 1}, (struct box){10, 0, 5, 1}, 200, &first) == 12 && first == 19);
	CHECK(greys((struct box){0, 0, 80, 1}, (struct box){11, 0, 5, 1}, 100, &first) == 9 && first == 12);
	// Where the output lies among others is of no account.
	CHECK(greys((struct box){500, 70, 64, 1}, (struct box){10, 0, 5, 1}, 64, &first) == 5 && first == 10);
	CHECK(greys((struct box){0}, (struct box){10, 0, 5, 1}, 64, &first) == 5 && first == 10);
	CHECK(greys((struct box){0, 0, 100, 1}, (struct box){10, 0, 0, 1}, 200, &first) == 0);
	CHECK(greys((struct box){0, 0, 100, 1}, (struct box){-32768, -32768, 32767 * 2 + 1, 65535}, 200, &first) == 200);
}

int main(void) {
	a_lease_ends_by_itself();
	views_have_the_protocols_names();
	own_blanks_the_last_two_sets_for_a_while();
	own_is_blanked_in_pixels_of_a_scaled_output();
	return check_failures();
}
