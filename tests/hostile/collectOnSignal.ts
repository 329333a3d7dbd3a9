/* Loaded into a relay before its own program: collects garbage on SIGUSR2, so that what is left is what is held. */

process.on('SIGUSR2', () => {
  if (!global.gc) throw new Error('start with --expose-gc')
  global.gc()
})
