#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a node is; the text of a value is its canonical spelling.
typedef enum {
  CTOML_TABLE,
  CTOML_ARRAY,
  CTOML_STRING,
  CTOML_INTEGER,
  CTOML_FLOAT,
  CTOML_BOOLEAN,
  CTOML_DATE,
  CTOML_TIME,
  CTOML_LOCAL_DATE_TIME,
  CTOML_OFFSET_DATE_TIME,
  /// The document is not TOML; the text says why. The only node then.
  CTOML_ERROR,
} ctoml_kind;

/// One node of a document; lines and columns count from 1, columns in Unicode scalars.
/// `depth` is 0 for the document's own table; a node's children follow it with depth + 1.
/// The texts are UTF-8, not terminated, and live only during the visit.
typedef struct {
  ctoml_kind kind;
  int depth;
  const char *key;
  size_t key_length;
  const char *text;
  size_t text_length;
  int line, column;
  int key_line, key_column;
} ctoml_node;

/// Parses a document and shows every node, parents first. Never throws.
void ctoml_walk(
    const char *bytes, size_t length, void *context,
    void (*visit)(void *context, const ctoml_node *node));

#ifdef __cplusplus
}
#endif
