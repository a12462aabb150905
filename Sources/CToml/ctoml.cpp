// The parser states what it believes with TOML_ASSERT, and with NDEBUG tells it to the optimiser.
// Version 3.3.0 believes wrong things of hostile input (`[=`), so every belief is checked instead.
#undef NDEBUG
#define TOML_ASSERT(expr) ((expr) ? void(0) : ctoml_disbelieve(#expr))

#include <cstring>
#include <stdexcept>

static void ctoml_disbelieve(const char *expr) {
  // Here the parser goes on to its own error, which knows the place.
  if (std::strstr(expr, "is_bare_key_character(*cp) || is_string_delimiter(*cp)") == expr) return;
  throw std::logic_error(expr);
}

#include "ctoml.h"

// Deeper nesting is no configuration; the bound keeps the parser's recursion small.
#define TOML_MAX_NESTED_VALUES 16
#include <toml++/toml.h>

#include <sstream>
#include <string_view>

namespace {
struct Walk {
  void *context;
  void (*visit)(void *, const ctoml_node *);

  void show(ctoml_kind kind, int depth, const toml::key *key, std::string_view text,
            toml::source_position at) const {
    const std::string_view name = key ? key->str() : std::string_view{};
    const toml::source_position key_at = key ? key->source().begin : at;
    const ctoml_node shown{kind, depth, name.data(), name.size(), text.data(), text.size(),
                           int(at.line), int(at.column), int(key_at.line), int(key_at.column)};
    visit(context, &shown);
  }

  void node(const toml::node &node, const toml::key *key, int depth) const {
    const toml::source_position at = node.source().begin;
    std::ostringstream text;
    text << std::boolalpha;
    node.visit([&](const auto &value) {
      using Node = std::decay_t<decltype(value)>;
      if constexpr (toml::is_table<Node>) {
        show(CTOML_TABLE, depth, key, {}, at);
        for (const auto &[child_key, child] : value) this->node(child, &child_key, depth + 1);
      } else if constexpr (toml::is_array<Node>) {
        show(CTOML_ARRAY, depth, key, {}, at);
        for (const auto &child : value) this->node(child, nullptr, depth + 1);
      } else if constexpr (toml::is_string<Node>) {
        show(CTOML_STRING, depth, key, value.get(), at);
      } else {
        text << value.get();
        show(kind(value), depth, key, text.str(), at);
      }
    });
  }

  static ctoml_kind kind(const toml::value<int64_t> &) { return CTOML_INTEGER; }
  static ctoml_kind kind(const toml::value<double> &) { return CTOML_FLOAT; }
  static ctoml_kind kind(const toml::value<bool> &) { return CTOML_BOOLEAN; }
  static ctoml_kind kind(const toml::value<toml::date> &) { return CTOML_DATE; }
  static ctoml_kind kind(const toml::value<toml::time> &) { return CTOML_TIME; }
  static ctoml_kind kind(const toml::value<toml::date_time> &value) {
    return value.get().offset ? CTOML_OFFSET_DATE_TIME : CTOML_LOCAL_DATE_TIME;
  }
};
}  // namespace

extern "C" void ctoml_walk(const char *bytes, size_t length, void *context,
                           void (*visit)(void *, const ctoml_node *)) {
  const Walk walk{context, visit};
  try {
    const toml::parse_result result = toml::parse(std::string_view(bytes, length));
    if (result) {
      walk.node(result.table(), nullptr, 0);
    } else {
      walk.show(CTOML_ERROR, 0, nullptr, result.error().description(),
                result.error().source().begin);
    }
  } catch (const std::logic_error &) {
    walk.show(CTOML_ERROR, 0, nullptr, "this is not TOML", {1, 1});
  }
}
