import { describeBroken } from './describe-broken.ts';

describeBroken('cloud');
