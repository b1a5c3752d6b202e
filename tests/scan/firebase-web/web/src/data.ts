import { onSnapshot } from 'firebase/firestore';
onSnapshot(query, show);
