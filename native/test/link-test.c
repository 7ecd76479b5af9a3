#include "link.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "check.h"

struct seen {
	int connected, lost, messages;
	char type[64];
};

static void on_message(void *data, struct link *link, const char *type, const cJSON *message) {
	struct seen *seen = data;
	seen->messages++;
	snprintf(seen->type, sizeof seen->type, "%s", type);
	if (strcmp(type, "test/drop") == 0)
		link_drop(link);
}

static void on_state(void *data, struct link *link, bool connected) {
	struct seen *seen = data;
	*(connected ? &seen->connected : &seen->lost) += 1;
	if (connected)
		CHECK(link_send(link, link_message("test/hello")) == 0);
}

static char path[64];
static struct seen seen;

static int listen_here(void) {
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	strcpy(address.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, 1) == 0);
	return fd;
}

/* Lets the link work until `counter` reaches `value`, five seconds at most. */
static void run_until(struct link *link, const int *counter, int value) {
	double end_ms = link_now_ms() + 5000;
	while (*counter < value && link_now_ms() < end_ms) {
		struct pollfd fd = {link_fd(link), POLLIN, 0};
		poll(&fd, 1, 20);
		CHECK(link_dispatch(link) == 0);
	}
	CHECK(*counter == value);
}

static int accept_hello(struct link *link, int listener) {
	run_until(link, &seen.connected, seen.connected + 1);
	int peer = accept(listener, NULL, NULL);
	char hello[64] = "";
	ssize_t size = recv(peer, hello, sizeof hello - 1, 0);
	CHECK(size == 4 + 21 && hello[0] == 21 && strcmp(hello + 4, "{\"type\":\"test/hello\"}") == 0);
	return peer;
}

static void send_text(int peer, const char *text, size_t size) {
	uint8_t header[4] = {(uint8_t)size, (uint8_t)(size >> 8), (uint8_t)(size >> 16), 0};
	CHECK(send(peer, header, 4, 0) == 4 && send(peer, text, size, 0) == (ssize_t)size);
}

static void reads_messages_and_connects_again(struct link *link, int listener) {
	int peer = accept_hello(link, listener);
	send_text(peer, "{\"type\":\"test/first\"} \n", 23);
	run_until(link, &seen.messages, 1);
	CHECK(strcmp(seen.type, "test/first") == 0);
	close(peer);
	double lost_ms = link_now_ms();
	run_until(link, &seen.lost, 1);
	CHECK(link_send(link, link_message("test/late")) == -ENOTCONN);
	peer = accept_hello(link, listener);
	CHECK(link_now_ms() - lost_ms >= 99);
	close(peer);
	run_until(link, &seen.lost, 2);
}

static void parts_from_a_peer_without_manners(struct link *link, int listener) {
	static const char *const wrong[] = {"[]", "7", "{\"type\":7}", "{}", "{\"type\":\"a/b\"}x", "{\"type\":", "\xff\xfe"};
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		int peer = accept_hello(link, listener), lost = seen.lost, messages = seen.messages;
		send_text(peer, wrong[i], strlen(wrong[i]));
		run_until(link, &seen.lost, lost + 1);
		CHECK(seen.messages == messages);
		close(peer);
	}
	int peer = accept_hello(link, listener), lost = seen.lost;
	CHECK(send(peer, "\0\0\0\1", 4, 0) == 4); // 16 MiB are announced
	run_until(link, &seen.lost, lost + 1);
	close(peer);
}

static void parts_when_the_owner_says_so(struct link *link, int listener) {
	int peer = accept_hello(link, listener), lost = seen.lost;
	send_text(peer, "{\"type\":\"test/drop\"}", 20);
	run_until(link, &seen.lost, lost + 1);
	close(peer);
}

static void parts_from_a_peer_that_does_not_read(struct link *link, int listener) {
	int peer = accept_hello(link, listener), lost = seen.lost, rc = 0;
	static char text[32 * 1024];
	memset(text, 'x', sizeof text - 1);
	for (int i = 0; i < 100 && rc == 0; i++) {
		cJSON *message = link_message("test/long");
		cJSON_AddStringToObject(message, "text", text);
		rc = link_send(link, message);
	}
	CHECK(rc == -ENOBUFS);
	CHECK(link_send(link, link_message("test/after")) == -ENOTCONN);
	run_until(link, &seen.lost, lost + 1);
	close(peer);
}

int main(void) {
	static const struct link_callbacks callbacks = {on_message, on_state};
	char long_path[200];
	memset(long_path, 'a', sizeof long_path - 1);
	long_path[sizeof long_path - 1] = '\0';
	CHECK(link_create(long_path, &callbacks, &seen) == NULL && errno == ENAMETOOLONG);
	snprintf(path, sizeof path, "/tmp/alongside-link-%d", (int)getpid());
	struct link *link = link_create(path, &callbacks, &seen);
	struct pollfd fd = {link_fd(link), POLLIN, 0};
	poll(&fd, 1, 300);
	CHECK(link_dispatch(link) == 0 && seen.connected == 0);
	int listener = listen_here();
	reads_messages_and_connects_again(link, listener);
	parts_from_a_peer_without_manners(link, listener);
	parts_when_the_owner_says_so(link, listener);
	parts_from_a_peer_that_does_not_read(link, listener);
	link_destroy(link);
	close(listener);
	unlink(path);
	return check_failures();
}
