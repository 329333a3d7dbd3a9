import { z } from 'zod'

/*
 * To be imported before any schema: the page's policy forbids making functions from text, which schemas would else try for speed.
 */
z.config({ jitless: true })
