#include "store/gate.h"

#include "store/inner.h"

static pthread_rwlock_t *gate_of(struct store *store, const struct content *c)
{
	/* Contents lie some hundred bytes apart. */
	return &store->gate[((uintptr_t)c >> 5) % GATES];
}

void gate_enter(struct store *store, const struct content *c)
{
	pthread_rwlock_rdlock(gate_of(store, c));
}

void gate_leave(struct store *store, const struct content *c)
{
	pthread_rwlock_unlock(gate_of(store, c));
}

void gate_close(struct store *store, const struct content *c)
{
	pthread_rwlock_wrlock(gate_of(store, c));
}

void gate_open(struct store *store, const struct content *c)
{
	pthread_rwlock_unlock(gate_of(store, c));
}

void gate_close_all(struct store *store)
{
	for (size_t i = 0; i < GATES; i++)
		pthread_rwlock_wrlock(&store->gate[i]);
}

void gate_open_all(struct store *store)
{
	for (size_t i = 0; i < GATES; i++)
		pthread_rwlock_unlock(&store->gate[i]);
}
