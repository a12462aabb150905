/// The one place that holds the version; `scripts/package` reads it here.
let version = "1.0.0"
