import { describeBroken } from './describe-broken.ts';

describeBroken('identity');
