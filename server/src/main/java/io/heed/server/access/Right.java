package io.heed.server.access;

/** What a call needs. Whether the server lives and is ready, everybody may ask. */
public enum Right {
  /** To ask models, and about them. */
  INFERENCE,
  /** To load and unload models. */
  ADMINISTRATION
}
