import { getAuth } from 'firebase/auth';
