const mib = 1024 * 1024

/**
 * Limits on the disk that uploads take before a message carries them, of all nodes together: the store decides where an upload
 * begins, by the size that is announced. What a message carries counts no more; how much of that there may be is a matter of
 * `uploadedBytesAsUser`.
 */
export const uploadLimits = {
  /** Uploads of one user that are not whole. The patient's page has one at a time, in each of its tabs. */
  mostOpen: 20,
  /**
   * Bytes of one user in no message yet, over all sessions. A message carries at most ten files of 25 MiB, 250 MiB, and the page of
   * a patient uploads one message after the other: ten photographs of a telephone have 30 to 80 MiB. A clinician who sends a paper of
   * 2 MiB in each of 50 sessions at once has 100.
   */
  unsentBytesOfUser: 256 * mib,
  /** The same of everyone in one session: so much that no one person can keep the others from sending files. */
  unsentBytesOfSession: 1024 * mib,
  /**
   * Time after the last byte that came from its uploader for the session (ms) at which an upload in no message is given up. Ten of the largest
   * files take two hours on a line of 256 kbit/s: the first of them lives on while the last one comes. A page that was away
   * for longer brings its file anew.
   */
  unsentExpiresMs: 3_600_000,
  /** Interval at which abandoned uploads are removed. */
  sweepEveryMs: 300_000,
} as const
