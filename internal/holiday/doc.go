// Package holiday is the years of the statutory calendar that administrators import (放假安排): one enters the State
// Council's notice, another approves it against the text, the calendar in force is replaced, and every running time limit
// that moves is computed anew with an entry in its journal. It keeps the holidays of prefectures and counties (地方假日)
// likewise, which give a second date beside the statutory one. It must not know pages.
// Read first: Enter, Decide, EnterLocal, Recompute.
package holiday
