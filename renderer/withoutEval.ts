// First of all imports: zod would try to compile its schemas, and the page's policy forbids and reports that.
import { z } from 'zod';

z.config({ jitless: true });
