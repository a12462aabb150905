#include <uninorm.h>

/* The forms are variables of a type that Swift cannot see. */
static inline uint8_t *convoke_compose(const uint8_t *text, size_t count, size_t *length) {
  return u8_normalize(UNINORM_NFC, text, count, NULL, length);
}
