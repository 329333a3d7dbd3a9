import './disableZodJit.ts'
import { openPage } from './openPage.ts'

openPage(document.getElementById('page') ?? document.body)
