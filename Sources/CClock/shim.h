// The kernel's word on its clock, which Glibc's module leaves out.
#ifndef CONVOKE_CCLOCK_SHIM_H
#define CONVOKE_CCLOCK_SHIM_H

#include <sys/timex.h>

/// 1: something keeps the clock right; 0: nothing does; -1: the kernel does not say. Changes nothing.
static inline int cclock_is_synchronized(void) {
  struct timex time = {0};
  int state = adjtimex(&time);
  return state < 0 ? -1 : state != TIME_ERROR;
}

#endif
