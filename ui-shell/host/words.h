/* What the host itself says over the operator's page, in each language of the panel (ui-shell/src/strings.*.ts). */
#ifndef ALONGSIDE_WORDS_H
#define ALONGSIDE_WORDS_H

struct words {
	const char *language;
	const char *starting;                   // before there is a page
	const char *unreachable, *back_by_itself; // while it cannot be reached
	const char *help;
	const char *refused;  // a link that leads where the kiosk does not go
	const char *leaving;  // soon everything begins anew for the next person
	const char *unusable; // the operator's settings are wrong
};

/* Words of a BCP 47 locale by its language, English when we do not speak it. */
const struct words *words_for(const char *locale);

#endif
