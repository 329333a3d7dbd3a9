import { madeOnce } from '../http/madeOnce.ts'
import { createAsyncapi } from './createAsyncapi.ts'

/** Returns the AsyncAPI document as JSON. It is the same for every relay of this program. */
export const asyncapiText = madeOnce(() => JSON.stringify(createAsyncapi()))
