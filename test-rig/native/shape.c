/*
 * A line between two network interfaces: rate, delay, queue, loss and outage, the same in both directions.
 *
 *   shape plain IFACE...   turns the offloads of interfaces off, so that frames leave them whole and not as bundles of 64 kB
 *   shape join A B         carries frames between A and B until stdin ends; commands come on stdin, one per line,
 *                          each answered by one line on stdout:
 *     line KBIT DELAY_MS QUEUE_MS LOSS_PERCENT   KBIT 0: no limit; DELAY_MS is one way
 *     off | on                                    an outage: frames are dropped as they arrive
 *     stats                                       {"forward":{…},"back":{…}}, counters since the start
 *
 * Kernels without netem have no other way to delay packets. Each direction is a queue with two clocks: a frame leaves the
 * sender when those before it have been sent at the line's rate, and arrives DELAY_MS later. A frame that would wait longer
 * than QUEUE_MS is dropped on arrival, as a router with a short queue does.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FRAME_BYTES 2048 // an Ethernet frame with room; larger ones are bundles and cannot be carried
#define QUEUE_FRAMES 8192
#define BURST 64 // frames taken from one side before the other is served
#define NS_PER_MS 1000000ULL

struct frame {
	uint64_t due_ns;
	uint32_t size;
	uint8_t bytes[FRAME_BYTES];
};

struct line {
	uint64_t kbit, delay_ns, queue_ns;
	uint64_t loss; // of 2^32
	bool is_on;
};

struct direction {
	int in_fd, out_fd;
	uint64_t sent_ns; // the sender is busy until then
	uint64_t head, count;
	struct frame *queue; // QUEUE_FRAMES, a ring
	uint64_t frames, bytes, dropped, lost, oversized;
};

static uint64_t shape_now(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000ULL + (uint64_t)now.tv_nsec;
}

/* xorshift32: losses need to be spread, not secret. */
static uint32_t shape_random(void) {
	static uint32_t state;
	while (state == 0)
		if (getrandom(&state, sizeof state, 0) < 0)
			state = 1;
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static int shape_plain(const char *name) {
	static const uint32_t off[] = {ETHTOOL_STXCSUM, ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO, ETHTOOL_SSG};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	int rc = 0;
	for (size_t i = 0; i < sizeof off / sizeof *off && rc == 0; i++) {
		struct ethtool_value value = {.cmd = off[i]};
		struct ifreq request = {.ifr_data = (void *)&value};
		snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
		// EOPNOTSUPP: this interface never had it.
		if (ioctl(fd, SIOCETHTOOL, &request) < 0 && errno != EOPNOTSUPP)
			rc = -errno;
	}
	close(fd);
	return rc;
}

static int shape_open(const char *name, int *fd) {
	struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	address.sll_ifindex = (int)if_nametoindex(name);
	if (address.sll_ifindex == 0)
		return -errno;
	*fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (*fd < 0)
		return -errno;
	// Without this each frame we send would come back to us as one that was seen leaving.
	int one = 1, bytes = 8 << 20;
	if (setsockopt(*fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one) < 0)
		return -errno;
	setsockopt(*fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes);
	setsockopt(*fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes);
	return bind(*fd, (struct sockaddr *)&address, sizeof address) < 0 ? -errno : 0;
}

/* When a frame that arrives now will be there; 0: the queue is full. */
static uint64_t direction_schedule(struct direction *direction, const struct line *line, uint32_t size, uint64_t now) {
	uint64_t start = direction->sent_ns > now ? direction->sent_ns : now;
	if (start - now > line->queue_ns || direction->count == QUEUE_FRAMES)
		return 0;
	direction->sent_ns = start + (line->kbit > 0 ? (uint64_t)size * 8 * NS_PER_MS / line->kbit : 0);
	return direction->sent_ns + line->delay_ns;
}

static int direction_take(struct direction *direction, const struct line *line) {
	for (int i = 0; i < BURST; i++) {
		struct frame *frame = &direction->queue[(direction->head + direction->count) % QUEUE_FRAMES];
		uint8_t spare[FRAME_BYTES];
		void *into = direction->count < QUEUE_FRAMES ? frame->bytes : spare;
		ssize_t size = recv(direction->in_fd, into, FRAME_BYTES, MSG_TRUNC);
		if (size < 0)
			return errno == EAGAIN || errno == EINTR || errno == ENETDOWN ? 0 : -errno;
		if (size > FRAME_BYTES) {
			direction->oversized++;
			continue;
		}
		if (!line->is_on || shape_random() < line->loss) {
			direction->lost++;
			continue;
		}
		uint64_t due = direction_schedule(direction, line, (uint32_t)size, shape_now());
		if (due == 0) {
			direction->dropped++;
			continue;
		}
		frame->due_ns = due;
		frame->size = (uint32_t)size;
		direction->count++;
	}
	return 0;
}

static int direction_deliver(struct direction *direction, uint64_t now) {
	while (direction->count > 0) {
		struct frame *frame = &direction->queue[direction->head];
		if (frame->due_ns > now)
			return 0;
		ssize_t size = send(direction->out_fd, frame->bytes, frame->size, 0);
		if (size < 0 && errno != ENOBUFS && errno != EAGAIN && errno != ENETDOWN)
			return -errno;
		direction->frames++;
		direction->bytes += frame->size;
		direction->head = (direction->head + 1) % QUEUE_FRAMES;
		direction->count--;
	}
	return 0;
}

static void direction_print(const struct direction *direction, const char *name) {
	printf("\"%s\":{\"frames\":%llu,\"bytes\":%llu,\"dropped\":%llu,\"lost\":%llu,\"oversized\":%llu}", name,
		(unsigned long long)direction->frames, (unsigned long long)direction->bytes, (unsigned long long)direction->dropped,
		(unsigned long long)direction->lost, (unsigned long long)direction->oversized);
}

static void shape_command(struct line *line, const struct direction *both, const char *text) {
	unsigned long kbit;
	double delay_ms, queue_ms, loss_percent;
	if (sscanf(text, "line %lu %lf %lf %lf", &kbit, &delay_ms, &queue_ms, &loss_percent) == 4 && delay_ms >= 0 && queue_ms >= 0 &&
		loss_percent >= 0 && loss_percent <= 100) {
		line->kbit = kbit;
		line->delay_ns = (uint64_t)(delay_ms * NS_PER_MS);
		line->queue_ns = (uint64_t)(queue_ms * NS_PER_MS);
		line->loss = (uint64_t)(loss_percent / 100 * 4294967296.0);
		printf("ok");
	} else if (strcmp(text, "off") == 0 || strcmp(text, "on") == 0) {
		line->is_on = strcmp(text, "on") == 0;
		printf("ok");
	} else if (strcmp(text, "stats") == 0) {
		printf("{");
		direction_print(&both[0], "forward");
		printf(",");
		direction_print(&both[1], "back");
		printf("}");
	} else {
		printf("error: expected line KBIT DELAY_MS QUEUE_MS LOSS_PERCENT, off, on or stats");
	}
	printf("\n");
	fflush(stdout);
}

/* Reads what stdin holds and runs each whole line of it. False at its end. */
static bool shape_read_commands(struct line *line, const struct direction *both) {
	static char text[256];
	static size_t size;
	ssize_t n = read(STDIN_FILENO, text + size, sizeof text - 1 - size);
	if (n <= 0)
		return n < 0 && errno == EINTR;
	size += (size_t)n;
	text[size] = '\0';
	for (char *end; (end = strchr(text, '\n')) != NULL;) {
		*end = '\0';
		shape_command(line, both, text);
		size -= (size_t)(end + 1 - text);
		memmove(text, end + 1, size + 1);
	}
	if (size == sizeof text - 1)
		size = 0;
	return true;
}

/* How long nothing is due. */
static struct timespec shape_pause(const struct direction *both, uint64_t now) {
	uint64_t due = now + 1000 * NS_PER_MS;
	for (int i = 0; i < 2; i++)
		if (both[i].count > 0 && both[i].queue[both[i].head].due_ns < due)
			due = both[i].queue[both[i].head].due_ns;
	uint64_t pause = due > now ? due - now : 0;
	return (struct timespec){.tv_sec = (time_t)(pause / 1000000000ULL), .tv_nsec = (long)(pause % 1000000000ULL)};
}

static int shape_run(struct direction *both) {
	struct line line = {.queue_ns = 300 * NS_PER_MS, .is_on = true};
	struct pollfd polled[] = {
		{.fd = both[0].in_fd, .events = POLLIN}, {.fd = both[1].in_fd, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
	for (;;) {
		struct timespec pause = shape_pause(both, shape_now());
		if (ppoll(polled, 3, &pause, NULL) < 0 && errno != EINTR)
			return -errno;
		int rc = 0;
		for (int i = 0; i < 2 && rc == 0; i++) {
			rc = direction_deliver(&both[i], shape_now());
			if (rc == 0)
				rc = direction_take(&both[i], &line);
		}
		if (rc < 0)
			return rc;
		if (polled[2].revents != 0 && !shape_read_commands(&line, both))
			return 0;
	}
}

static int shape_join(const char *a, const char *b) {
	int fds[2] = {-1, -1};
	struct direction both[2] = {0};
	int rc = shape_open(a, &fds[0]);
	if (rc == 0)
		rc = shape_open(b, &fds[1]);
	for (int i = 0; i < 2; i++) {
		both[i].in_fd = fds[i];
		both[i].out_fd = fds[1 - i];
		both[i].queue = calloc(QUEUE_FRAMES, sizeof *both[i].queue);
		if (both[i].queue == NULL)
			rc = -ENOMEM;
	}
	if (rc == 0) {
		printf("joined\n");
		fflush(stdout);
		rc = shape_run(both);
		// The network namespace of one end is gone, and our interface to it: the line ends with it.
		if (rc == -ENXIO || rc == -ENODEV)
			rc = 0;
	}
	for (int i = 0; i < 2; i++) {
		free(both[i].queue);
		if (fds[i] >= 0)
			close(fds[i]);
	}
	return rc;
}

int main(int argc, char **argv) {
	int rc = 0;
	if (argc == 4 && strcmp(argv[1], "join") == 0) {
		// Each sleep is a frame on its way: the kernel's usual slack of 50 µs would be its error, and so would be a wait for a
		// processor behind the programs that are measured. Without the right to real time it does what it can.
		struct sched_param first = {.sched_priority = 1};
		prctl(PR_SET_TIMERSLACK, 1000UL);
		sched_setscheduler(0, SCHED_FIFO, &first);
		rc = shape_join(argv[2], argv[3]);
	} else if (argc >= 3 && strcmp(argv[1], "plain") == 0) {
		for (int i = 2; i < argc && rc == 0; i++)
			rc = shape_plain(argv[i]);
	} else {
		fprintf(stderr, "usage: shape plain IFACE... | shape join A B\n");
		return 2;
	}
	if (rc < 0)
		fprintf(stderr, "shape: %s\n", strerror(-rc));
	return rc < 0 ? 1 : 0;
}
