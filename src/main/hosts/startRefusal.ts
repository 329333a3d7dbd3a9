/** Why the console does not start, as the rest of the line `console cannot start: …`. For the person who starts it. */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal'
}
