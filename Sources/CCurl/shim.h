// libcurl's variadic functions, one per argument type, because Swift does not call variadic C.
#ifndef CONVOKE_CCURL_SHIM_H
#define CONVOKE_CCURL_SHIM_H

#include <curl/curl.h>

/// Receives one server line; returning less than `size * count` aborts the transfer.
typedef size_t (*ccurl_header_callback)(char *bytes, size_t size, size_t count, void *context);
/// Fills the buffer with message bytes; `CURL_READFUNC_ABORT` aborts without the final dot.
typedef size_t (*ccurl_read_callback)(char *buffer, size_t size, size_t count, void *context);
/// Sees each command that goes out; never keep what it says, secrets pass here.
typedef int (*ccurl_debug_callback)(
    CURL *handle, curl_infotype type, char *bytes, size_t size, void *context);
/// Called at least once a second; anything but zero aborts the transfer.
typedef int (*ccurl_progress_callback)(
    void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d);
/// Called with each new socket before it connects; zero lets libcurl go on.
typedef int (*ccurl_socket_callback)(void *context, curl_socket_t socket, curlsocktype purpose);

static inline CURLcode ccurl_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
  return (curl_easy_setopt)(handle, option, value);
}

/// libcurl copies the string; NULL resets the option.
static inline CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value) {
  return (curl_easy_setopt)(handle, option, value);
}

/// The buffer or the context of a callback; it must outlive the handle.
static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return (curl_easy_setopt)(handle, option, value);
}

/// libcurl does not copy the list; it must outlive the transfer.
static inline CURLcode ccurl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_on_header(CURL *handle, ccurl_header_callback callback) {
  return (curl_easy_setopt)(handle, CURLOPT_HEADERFUNCTION, callback);
}

static inline CURLcode ccurl_on_read(CURL *handle, ccurl_read_callback callback) {
  return (curl_easy_setopt)(handle, CURLOPT_READFUNCTION, callback);
}

static inline CURLcode ccurl_on_debug(CURL *handle, ccurl_debug_callback callback) {
  return (curl_easy_setopt)(handle, CURLOPT_DEBUGFUNCTION, callback);
}

static inline CURLcode ccurl_on_progress(CURL *handle, ccurl_progress_callback callback) {
  return (curl_easy_setopt)(handle, CURLOPT_XFERINFOFUNCTION, callback);
}

static inline CURLcode ccurl_on_socket(CURL *handle, ccurl_socket_callback callback) {
  return (curl_easy_setopt)(handle, CURLOPT_SOCKOPTFUNCTION, callback);
}

static inline CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value) {
  return (curl_easy_getinfo)(handle, info, value);
}

/// When the server's own certificate ends, as libcurl words it; NULL where it is not known. Needs
/// CURLOPT_CERTINFO; valid until the next transfer of the handle.
static inline const char *ccurl_certificate_end(CURL *handle) {
  static const char label[] = "Expire date:";
  struct curl_certinfo *chain = NULL;
  if ((curl_easy_getinfo)(handle, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain) return NULL;
  if (chain->num_of_certs < 1) return NULL;
  for (struct curl_slist *line = chain->certinfo[0]; line; line = line->next) {
    const char *letters = line->data;
    size_t index = 0;
    while (label[index] && letters[index] == label[index]) index++;
    if (!label[index]) return letters + index;
  }
  return NULL;
}

#endif
