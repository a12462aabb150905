/* Counts what a thread asks of the allocator. Linked into a program, these stand before the C
   library's own malloc and its kin, for every library of the process. */
#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

#include <stddef.h>

/* What a thread has asked for since it began. */
struct allocations {
  size_t count;       /* how often */
  size_t bytes;       /* and how much in all */
  size_t large_count; /* the same for blocks of `allocations_large` bytes or more */
  size_t large_bytes;
};

enum { allocations_large = 1024 };

struct allocations allocations_of_this_thread(void);

#endif
