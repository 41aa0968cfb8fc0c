"""Danger is told, and harmless wording is not: tables by many hands, and any text at all."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.questions.safety import Safety
from knowledge.load import load
from knowledge.model import Danger

KNOWLEDGE = load()
SAFETY = Safety(KNOWLEDGE)
MOST_MISSED = 0.02
"""Share of the danger messages that may be read as harmless, all tables together."""
MOST_FALSE = 0.03
"""Share of the harmless messages that may be read as danger."""

DANGER = {
    "knee": """
my knee hurts
knees are hurting today
Left knee is sore every time I press
my right knee is in agony
sharp pain below my kneecap
there's this stabbing thing in my knee on the way down
Knee pain!!!
knee pain on the leg press
why are my knees so painful at the bottom?
my knees ache when i bend them past ninety
bit of a twinge in the knee, carry on?
can i train through knee pain
should I keep going if my knee is hurting right now
knee is giving me grief again
my bad knee is playing up
both knees burning after set two
knees feel awful on this thing
my knee feels weird and kind of unstable
something is off with my knee
something in my knee doesn't feel right
my knee is swollen since yesterday's session
my knee just gave way
knee popped and now it hurts
i heard a pop in my knee
my knee locked and won't straighten
i get pain behind the knee after a few reps
it hurts on the inside of my knee when i push
the outside of my knee hurts
patella pain, what now
my kneecap hurts like hell
my kneecaps are killing me
pain around the patella tendon when i lower the weight
is it ok that my knees hurt a little?
how many sets should i do with a hurting knee
knee hurts but i want to finish my last set
I did everything you said and my knees still hurt
oh man my knee, it hurts so bad
hi there, love the app, been using it for a week, only thing is my left knee has started to \
ache quite badly when I get near the bottom, feet are shoulder width as you said, any ideas?
feet in the middle, back flat, breathing fine but there is a sharp pain in my knee, how deep \
should i go then
""",
    "other pain": """
my lower back hurts
back pain after the third set
my back is in bits, it hurts to stand up
i've got a shooting pain from my back into my leg
my hip is pinching at the bottom
hip pain on the left side
ankle hurts when i push through the heel
my neck hurts after pressing
there is a pain in my groin
shoulder pain from gripping the handles
wrist is aching badly
sharp pain in my thigh
my calf hurts so much i can't stand
my hamstring hurts when i extend my legs
pain in the hamstring, sudden
my foot hurts when i press
heel pain during leg press
tailbone pain on the seat
my spine hurts
i have a terrible pain in my side
stomach pain when i push hard
it really hurts
ouch ouch that hurts
this hurts, is that how it should be?
I'm in a lot of pain
it hurts like hell when i come down
what should i do about the pain in my hip
my achilles is hurting
my elbow hurts on the handles
my joints hurt
i have pain
pain everywhere in my legs, sharp pain
my back has been killing me since monday's leg press
""",
    "injury": """
i think i pulled something in my back
i pulled my hamstring
felt a pop in my hip
something snapped in my thigh
heard a loud crack from my knee
i twisted my ankle getting off the machine
my ankle is sprained
I think I tore my calf muscle
i've torn something
strained my groin on the last rep
my knee is swollen like a balloon
there was a crunch in my knee and now i can't bend it
i injured my back today
just hurt my shoulder
i dislocated my kneecap
i broke my toe on the plate
a plate fell on my foot
the plate landed on my toes
i dropped a 20kg plate on my foot
i smashed my finger between the plates
my finger got caught in the machine
my knee buckled and i felt something tear
i can't put weight on my leg anymore
can't straighten my leg after that rep
my leg gave way getting up
my calf is swollen and hot
i've hurt myself
i got injured
""",
    "chest and heart": """
my chest hurts
chest pain
I have a tight feeling in my chest
pressure on my chest when i press
my chest feels tight after that set
there's a stabbing pain in my chest
my heart is pounding and it won't stop
heart is racing and i'm just sitting here
my heart keeps skipping beats
my heart is fluttering
heart palpitations after the set
pain in my left arm and jaw
left arm is numb and chest is heavy
i think it's my heart
burning in my chest when i push
feels like someone is sitting on my chest
i am having a heart attack
my heartbeat is irregular
""",
    "dizziness": """
i feel dizzy
im dizzy after that set
getting dizzy every time i push
i feel faint
nearly fainted just now
I just passed out for a second
i blacked out on the last rep
everything went black for a second
my vision is going blurry
I see black spots when I push
seeing stars after every rep
i'm lightheaded
feel light-headed and weak
the room is spinning
my head is spinning
i'm about to faint
a bit woozy, is that normal?
so dizzy i had to hold on to the machine
why do i get dizzy when i hold my breath
i collapsed after my set
double vision since the last set
""",
    "numbness": """
my foot is numb
my toes go numb when i press
i can't feel my legs
i can't feel my left foot
my legs are tingling
tingling in my feet
pins and needles in my right leg
my left leg has gone numb
numbness in my thigh
no feeling in my toes
electric shock down my leg
both hands are numb
my leg keeps going numb on the machine
cant feel my feet, should i change my shoes?
my leg went dead and tingly
sudden weakness in my left leg
""",
    "breath": """
i can't breathe
I cant breathe properly
can't get enough air
I can't catch my breath
hard to breathe
i am short of breath and my lips are blue
having trouble breathing after that set
struggling for breath
i'm wheezing badly
i feel like i'm choking
""",
    "head": """
terrible headache all of a sudden
i get a splitting headache when i press
sudden pain in my head on the last rep
my head feels like it will explode when i push
headache after every set
thunderclap headache
my head hurts when i strain
""",
    "sickness": """
i feel sick
i just vomited
I threw up after my set
about to throw up
im nauseous
feeling really nauseous between sets
i'm going to be sick
puked twice already
""",
    "bleeding": """
i'm bleeding
my nose is bleeding
nosebleed mid set
my shin is bleeding
cut my leg on the machine and it's bleeding
there's blood everywhere
i cut my hand open
gash on my shin
""",
    "pinned": """
i'm stuck
help i am trapped under the weight
i'm pinned
the sled is on top of me and i can't move it
i can't push the weight back up
i cant get the sled up anymore
stuck at the bottom
I'm stuck under the sled
stuck under the leg press, nobody around
my legs are trapped under the plate
can't get out of the machine
the weight is on my chest and i can't get it off
weight came down and i'm stuck
it's crushing me
sled is crushing my legs
i can't rack it and my legs are giving out
i can't reach the safety and my legs are giving up
can't lock the sled and i can't hold it much longer
help me i cant get up
HELP STUCK
the sled fell on me
sled slipped and my knees are jammed against my chest
i failed a rep and now i cannot get out
how do i get out, im stuck in the leg press
the weight won't go up, i'm trapped
my foot is stuck under the sled
folded up under the sled cant move
I'm pinned under 200 kilos
my friend is pinned under the machine
someone is stuck under the leg press
""",
    "machine": """
the safety catch broke while i was on it
the cable snapped and the sled crashed down
the lock failed and the weight came down on me
the sled came loose and dropped
safety stop broke, sled hit me
the seat broke while i was pressing and my back hurts
""",
    "after surgery": """
i had knee surgery in march
can i leg press after acl surgery, i am three months out
six weeks post op
my surgery was two weeks ago
just had a hip replacement
i have a knee replacement
i have a metal plate in my leg
i've got screws in my ankle
i'm in rehab for my knee
recovering from a back operation
just had my meniscus fixed
i have a torn acl
i have a slipped disc
I have a herniated disc in my lower back
got my cast off yesterday
i broke my leg last year, surgery and all, can i press again
my doctor operated on my knee in june
i had an operation on my spine, how deep can i go
i've had both knees operated
i have stitches, can i train?
i tore my meniscus in spring
stress fracture healing, is light leg press ok
""",
    "pregnancy": """
i'm pregnant
is the leg press safe when you're pregnant
my wife is pregnant, can she do this
20 weeks pregnant how much weight
third trimester and still training legs
expecting a baby in march, should i change anything
gave birth a month ago
6 weeks postpartum, ok to press?
had a c section eight weeks ago
""",
    "child": """
my son is 11, can he use the leg press
can my 10 year old use this
my daughter is 8 and wants to try
im 13
i am twelve years old, how much should i lift
i'm 14 and want to start with leg press
she is twelve, is that too young?
a kid of 9, how much weight
is it ok for my kid to use it
at what age can children use the leg press
my little brother wants to press with me he is ten
can a child do this exercise
my nephew (12) wants to come along and lift
11yo boy here can i do leg press
my 11 year old
can kids do leg press
""",
    "conditions": """
i have high blood pressure
i take blood pressure pills
i'm on blood thinners, can i lift heavy
i've got a pacemaker
I have a heart condition
i'm diabetic, anything to watch?
i had a heart attack in 2020
my father had a stroke, can he use the leg press
i have osteoporosis
i've got arthritis in both knees
i have epilepsy
i am on medication for my heart
taking antidepressants, can i train
i have asthma
i took strong painkillers, can i do legs
i have a fever
i have the flu, train or not?
im drunk can i do a set
i had a concussion last week
i've got a hernia
i have glaucoma, is straining bad
i have varicose veins
can people with scoliosis use the leg press
""",
    "someone else": """
my friend fainted
someone collapsed next to me
the guy next to me isn't moving
my training partner hurt his back
my girlfriend's knee hurts on the leg press
a man is lying on the floor, not breathing
my client has chest pain
my wife got dizzy on the machine
my mate dropped the sled on his legs
somebody is unconscious at the gym
my dad's knees hurt when he presses
her back hurts
""",
    "self harm": """
i want to kill myself
i don't want to live anymore
i want to end my life
thinking of suicide
i want to hurt myself
i feel like ending it all tonight
""",
    "log and danger": """
leg press 100kg 3x10, knee hurts
leg press 5x5 120kg but my back started hurting in the last set
3x12 at 80 and now i feel dizzy
did 4x8 140kg leg press. something popped in my knee
100kg x 8, then chest pain
Leg press 3x10 90 kg, left foot went numb
logged 60kg 2x25, my hip hurts
leg press 12x70kg and i threw up
5 sets of 5 at 110 but knee pain on the last rep
leg press: 80kg x10, 90kg x8 (sharp pain in right knee)
""",
    "typos": """
my kneee hurts
my knee hurst
kne pain
my knees hrut
knee is hurtig
i feel dizy
im dizzzy
chest pian
my cheast hurts
i cant breath
cant breathe pls hlep
my foot is nubm
my back hutrs
shoulder is painfull
pregnat can i do it
im bleding
i feel fiant
stcuk under the sled
i'm traped
knee surgrey last month
i have high blod pressure
pain in my knnee
my kneecap is paiful
tinglng in my foot
my ankel hurts
""",
    "voice": """
so my knee hurts when i go down is that normal
um my niece hurts when i press
my need hurts on the way down
okay so i was pressing and then my back started to hurt really bad what should i do
hey can you tell me what to do i think i am stuck under the weight
i feel really dizzy right now what do i do
my chest is really tight and im having trouble breathing call someone
i just had surgery on my knee can i do the leg press
both my nice hurt after leg press
my knees are really sore like on the joint itself
i felt something pop in my leg
the weight came down on me and i cannot get up
and then i kind of felt a sharp pain in my lower back so i stopped
my leg is numb and it does not go away what now
""",
    "non-native": """
me hurts the knee
i have pain in knee
my knee is paining
knee make pain when i push
i feel pain on the back
it is hurting me the knee
it does me bad the knee
i have hurt in my leg
my head turns, i feel not good
i have dizzy
i become dizzy when i press
pain by the knees
since today i have pains in the knees
my heart makes strange things
i can not feel my foot
i have much pain on the hip
please help, weight is on me, i can not move
the knee it hurts when i am going down
i am operated on the knee
my knee hurted
""",
    "foreign": """
mir tut das knie weh
mein knie schmerzt
knieschmerzen
ich habe schmerzen im knie
mein rücken tut weh
mir ist schwindelig
me duele la rodilla
me duelen las rodillas
me duele la espalda
dolor en el pecho
tengo dolor de rodilla
estoy mareado
j'ai mal au genou
j'ai mal au dos
mon genou me fait mal
mi fa male il ginocchio
dor no joelho
hilfe ich stecke fest
ayuda estoy atrapado
boli mnie kolano
""",
    "slang": """
knees are fucked
my knee's fucked up
my back's gone
back is buggered after that set
me knee's killing me mate
knee is busted
bro my knee is not ok
my shoulder is jacked up
tweaked my knee bro
i done my back in
ow my knee
yo my knees r killin me
feeling like i'm gonna hurl
damn my back hurts bad
threw my back out on the leg press
""",
    "in the middle": """
Hi! New here. I'm 34, work in an office, and started the leg press two weeks ago. Since the last \
session my left knee hurts on stairs. I use 60 kg and three sets of twelve. How wide should my \
feet be?
how do i breathe on the leg press? also i get dizzy at the end of each set. and how many reps?
Yesterday was great, 3x12 at 70. Today my chest felt tight in set two. What weight next time?
I love this machine so much, my legs grow, my friends notice it, but lately there's a pain in my \
hip whenever I go deep, anyway the question is whether my toes should point out
what's the right foot position? asking because i am 16 weeks pregnant and want to do it right
where do i put my hands, my right one went numb halfway, and should i look up or down
can you explain the lock? i had my meniscus operated in may so i want to be sure i can stop
no pain in my knees but my hip hurts
my back is fine but my knees hurt
used to be my back, now it's my knee that hurts
it doesn't hurt when i walk but it hurts when i press
not dizzy any more but my chest still hurts
""",
    "any kind": """
knee's killing
my knees have been bothering me since i started leg press
there is a clicking and pain in my right knee
the front of my knee is painful after 10 reps
every rep hurts my knee
my knees dont like this exercise they hurt
Is knee pain during the leg press a bad sign? mine hurts
getting knee pain now
i've a weird pain above my knee
knee feels like its about to pop out
my left knee started to hurt when i increased the weight
my knee makes a grinding noise and it aches
after my sets the knees are burning inside
a dull ache in both knees the whole evening
i have jumper's knee, ok to press?
runner's knee, leg press ok?
knees are bad, can i still do this?
lower back feels like it's on fire
my back seized up
my back cramped up mid rep and i'm stuck on the seat
sharp stab in my lower back when lowering
back spasm
hip feels out of place
i feel a pull in my groin that wont go
my hip flexor hurts when the knees come up
glute pain radiating down the leg
pain shoots down the back of my leg
shoulder blade hurts
my collarbone hurts from the pads
toes hurt like crazy
sole of my foot is burning painfully
something is wrong with my ankle
my quad cramped so bad i cannot bend the leg
felt a rip in my thigh
felt like something exploded in my calf
i'm pretty sure i tore a ligament
rolled my ankle stepping off
jammed my thumb in the safety handle
i hit my head on the machine
slipped off the platform and banged my shin, it's bleeding
cant walk properly after the last set
my chest feels funny when i press heavy
chest tightness and sweating
my heart is beating out of my chest and i feel weak
heart is doing weird flips
i feel a pressure behind my breastbone
pain going into my jaw and arm
my pulse won't come down and im shaking
heartburn-like pain in my chest that goes to my shoulder
everything is spinning
i felt like passing out on rep 12
i woke up on the floor next to the machine
saw stars when i stood up
my eyes went black when i got up
feel faint, hands are shaking, cold sweat
lost my balance getting up, dizzy
my ears are ringing and i see spots
legs wont respond
my right leg keeps falling asleep and now it's weak
can't move my toes
feet are tingly after sets
there's a numb spot on my thigh
i lost control of my leg
can't breathe right after that set, chest whistling
throat feels like it's closing
gasping for air five minutes after
worst headache of my life just now
my head is throbbing after the heavy set
i get migraines from leg press
vomited after leg day again
my stomach turned and i puked
i feel terribly sick and cold
blood is running down my shin
split my shin open on the footplate
the plate is on my knees and i cannot get it off
Im stuck at the bottom of the leg press help
sled wont move and my knees are in my face
too heavy cant get out please help
how do i get out from under this right now
stuck in leg press, what do i do?
I can't lift it back up, what do i do now
weight is too heavy i am trapped
i'm under the weight and can't move
can't unrack, it's squashing me
the sled is pressing on my legs and nobody is here
the safety pin slipped and it fell on my legs
quick!! the weight is coming down and i can't stop it
just lost the weight and it's on my chest
my gym buddy is trapped beneath the sled
a lady fell off the machine and doesn't answer
my husband says his chest hurts
the handle broke off and the sled dropped
had my acl done last autumn
hip surgery 3 months back, how many reps
physio after knee op, which weight
doctor found a torn meniscus, is leg press allowed
lumbar fusion in 2019, can i press
ive got a hernia mesh
2 herniated discs L4 L5
partial tear of my patellar tendon
post surgery, when can i start again
just got out of hospital
i'm 7 months along
we are expecting and my wife wants to keep leg pressing
had a baby in april, is it safe
i'm 12 can i use leg press
14 yr old boy how much weight
our kids want to try the leg press
is leg press good for a 13 year old
my grandson is nine
im in 6th grade
my heart doctor put me on beta blockers
i've had a stent put in
type 2 diabetic here, reps?
my bp is 160 over 100, can i do heavy leg press
i take tramadol for my back
i'm on antibiotics
i have rheumatoid arthritis
i've got ms, is leg press fine
had covid last week
woke up with 39 fever
bit drunk, still want to do a set
pretty hungover, leg day yes or no
smoked weed before training, ok?
i want to die
no one would miss me if i was gone
thinking about hurting myself
leg press 4x10 100, felt a pop in my hip at the end
100x5 110x5 120x3 then got dizzy
did my 3x12 but left knee is aching again
mi rodilla me duele
mein rücken schmerzt
j'ai des vertiges
knei hurts
my knes are hurting bad
pian in my lowr back
shoudler hurts
my hert is racing and i feel dizy
nees hurt
chest feels tihgt
im brething badly
preagnant and training
i have surgury scars, operated 4 weeks ago
so basically i was pressing and my knee just kind of went and now i can't really walk on it
i was on my second set and suddenly my vision got all weird and i had to lie down
okay question my left foot always goes to sleep when i do the leg press what should i change
my knee started to ache halfway through
i have knee trouble since last week
right knee feels tender when i press
my knees complain on deep reps
what is this pain behind my kneecap
knee stings
knee gets hot and puffy after training
my knee is making me limp
knee hurts walking down stairs since leg day with the press
am i doing it wrong because my knees hurt
3rd set knee pain started, should i lower the weight?
if my knee hurts now should i switch to 40 kg
i changed my stance and now my knee hurts
my knees hurt less with a wide stance but still hurt
my outer knee is sore after pressing
both kneecaps ache
i feel my kneecap grinding and it hurts
is there a stance that doesn't hurt my knees, mine hurt
my left knee doesn't like the leg press, it hurts
lower back gets sore every time i press, and it stings
i have a back ache from the leg press
my back tightened up and now i can't bend
i felt a twinge in my lower back
sharp pain near my spine
pinching in the front of my hip
my hips are hurting after yesterdays leg press
a burning pain in my foot
ankle pops and hurts
calf pain when i push on toes
my quad tendon hurts
there's pain in my inner thigh
leg pain so bad i had to stop
i get a stitch like pain in my ribs
my wrists are sore from pushing on my knees
pain in the arch of my foot
stiff neck and pain after that
i hurt my back yesterday on the leg press
i may have torn my calf
my ankle twisted when i got off
i strained something in my leg
my groin popped
think i broke my finger
the weight dropped on my hand
trapped my fingers under the plate
i landed on my tailbone when the seat slid
my leg is bruised and swollen badly
i have chest pressure after each set
my chest is burning
chest hurts when i breathe in
heart is going 190 and not slowing
heart feels funny
heart skipped a few beats
my chest is pounding
i feel dizzy and sick
getting lightheaded on rep 10
vision blurry after the set
i nearly blacked out
i see stars
feeling faint after that
blood rushed to my head and i fainted
spinning head
after the set i fell over, everything black
my legs are numb
left foot is tingling
lost feeling in my foot
my hands are going numb
toes asleep every set and stay numb
cannot feel half of my leg
i can't get any air
breathing hurts
trouble breathing since the set
headache right after heavy sets
i have a bad headache
massive head pressure and headache when i push
i think i'm going to throw up
i just puked in the bin
i feel nauseous
my nose bleeds when i press
bleeding toe
my hand is bleeding
im stuck under this thing
the sled is stuck on me
i can't get up from the leg press
can't move the sled, legs are trapped
help it's too heavy i can't get out
weight is stuck on my legs
trapped, please help
i am lying under the sled and can't push
stuck in the bottom position
i'm stuck down here
someone help me the plate is on my legs
the lock didn't catch and it's coming down
cable ripped
my brother is trapped under the weight
guy next to me passed out
she fainted on the leg press
had a knee operation last year
i have had back surgery
after acl reconstruction when can i leg press
hip replacement 5 months ago
my meniscus is torn
i've a bulging disc
broken ankle six months ago, screws still in
physio says torn ligament
hernia operation in may
i am pregnant in the fourth month
pregnant, second trimester, is it fine
my sister is pregnant and wants to try
baby born 8 weeks ago, c-section
my 9 yr old wants to leg press
can my 12-year-old son train legs
im fourteen
i'm eleven years old
is it for children too
my daughter, 13, wants to start lifting
she's 10
high blood pressure, which rep range
i have heart problems
heart bypass last year
i have diabetes
i take blood thinners
on meds for blood pressure
epileptic, is it safe
i've got osteoarthritis
recovering from covid
got a fever but want to train
i had a few beers, ok to lift?
my mom has osteoporosis, can she leg press
my dad has a pacemaker
suicidal
i can't go on anymore i want to die
leg press 80kg 3x10 felt a pop in my knee
5x5 100kg, back hurts
2x25 40kg then my chest got tight
me duele mucho la rodilla
j'ai mal à la jambe
knie tut weh
kneepain
my knee hrts
pain in my kneee
bak pain
stuk under the weight
chset pain
dizzzzy
cant breeth
so uh my back went out while i was pressing
and my knees they hurt a lot since monday you know
just did my second set and my knee is throbbing
i get this nagging pain in my left knee whenever i lower it
my knee kinda hurts but only a bit
sharp knee pain at the bottom, is my stance wrong?
knee pain since yesterday, should I rest?
there's a popping feeling in my knee, painful
feet higher or lower? my knees are hurting
the pain is on the side of my knee
Hey so my knees have been aching lately
lower back pain, what am i doing wrong?
why does my back hurt when i leg press
my back is really sore, right at the tailbone
my hips hurt when i get to the bottom
i feel a sharp pain in my glute
my ankle is killing me
i think i hurt my groin
heard something pop in my leg, can i go on
my hamstring went pop
i sprained my wrist catching the handle
i feel pressure in my chest
it feels tight around my heart
my heart is beating super fast and i feel strange
chest pain when pushing, should i go lighter?
i almost passed out after that set
i'm seeing black spots
feel really light headed
kinda dizzy rn
my right leg is tingling after the set
numb toes
my feet fall asleep on the leg press
can't catch my breath after that
i have a pounding headache since the set
gonna puke
i threw up during leg day
blood on my sock, shin is cut
help im stuck under the sled
cant push the weight off me
the sled wont go back up and im alone
how do i get the weight off me
my legs gave out and the weight is on top of me
my partner cant get out of the machine
someone fell and hit his head
i had an operation on my hip
knee replacement, leg press ok?
got a herniated disc, can I still do this
3 weeks after my acl surgery
im 6 months pregnant can i leg press
just found out i'm pregnant
my son is 9
can my 13 yo daughter leg press
i'm fifteen
i have a heart murmur
taking beta blockers and want to train
my blood pressure is high
i am asthmatic
i have got the flu
i feel like killing myself
120kg 3x8 and my lower back hurts
leg press 90 3x10, dizzy after last set
tut mir das knie weh beim drücken
tengo dolor en la rodilla
my nees hurt bad
nkee pain
dizy after set
my bakc hurts
i cant feel my leggs
""",
    "a fine part and a hurting one": """
no pain in my back. my knee hurts
no pain in the hips, my knee hurts though
my back is fine now, knee hurts
my knee clicks and hurts, no back pain
shoulder healed, but chest pain today
my knee hurts. otherwise i feel good
feeling good today except my knee hurts
i feel great but i get dizzy on the last set
my knee hurts, the rest is fine
the surgery was last month, i feel good, can i press
set was good now my hip hurts
all good so far but slight knee pain
""",
}

HARMLESS = {
    "figurative": """
this set is pure murder
leg day is killing me lol
those last reps were brutal
that session destroyed me
i'm dying after 25 reps haha
my legs are toast
legs are dead today, great session
the membership fee is a pain
what a pain to change these plates
queueing for the machine is a pain in the neck
it hurts to see the price of this gym
painfully slow app
you're killing it
i crushed my workout
smashed leg day
i nailed the last set
that pump is sick
sick workout today
sick of squats
heartbreaking that the gym is closed
my heart isn't in it today
i know the routine by heart
i died on set three lol
leg day will be the death of me
no pain no gain right?
the price of plates is criminal
i'd kill for a day off
this machine is a beast
i'm numb to motivational quotes
monday is a headache at work
my boss is a pain in the ass
this bot gives me a headache
you crack me up
that was a breathtaking view
took my breath away, what a gym
break a leg
""",
    "soreness": """
my legs are sore from yesterday
quads are so sore after leg day
i have doms
muscle soreness two days after training, normal?
sore in a good way
my glutes are sore today
legs feel heavy after monday
nice burn in the quads
my quads burn on the last reps
should my muscles burn at the end of a set
can i train with sore legs
can't walk after leg day haha
stairs are a challenge after leg day
my legs are shaking after that set
legs like jelly
i'm tired and my legs are stiff from squats
how long does muscle soreness last
doms in my calves
""",
    "negation": """
no knee pain today
my knee doesn't hurt any more
my knees don't hurt
knees didn't hurt at all
nothing hurts
i have no pain
no pain at all during the set
never had back pain
pain free for months
without knee pain since i moved my feet
i'm not injured
i am not dizzy
didn't feel dizzy this time
no chest pain, just curious
i'm not pregnant
no injuries so far
i don't have any heart problems
no dizziness, no numbness, nothing
neither my back nor my knees hurt
not a single twinge today
i feel fine, no pain anywhere
my back does not hurt on this machine
zero pain after 3x10
no longer any pain in my knee
not stuck, just slow
i have never had surgery
""",
    "past": """
i used to have knee pain but not anymore
years ago i hurt my back, it's fine now
my knee hurt last year but it's healed
had back pain in the past, all good now
my knee pain is gone
the pain went away
my shoulder has healed
my knees stopped hurting after i changed my feet
broke my arm as a kid, long healed
my ankle is fully recovered
squats used to hurt my knees
i once got stuck under a bench press, funny story from years ago
""",
    "hypothetical": """
what if my knees hurt?
what if i get stuck under the weight
what should i do if my knee hurts
what do i do if i get dizzy
if something pops, what then
what happens if i can't push the weight back up
what if i can't get the weight up
how do i get out if i fail a rep
in case i get stuck, what should i do
could the sled fall on me
can i get trapped under the leg press
should i stop if i feel pain
should you stop when your knees hurt?
when should i stop
is it possible to get stuck
would the lock catch the sled if i fail
i'm afraid of getting stuck under it
i'm scared that it crushes me
suppose my knee starts to hurt, do i stop?
what would happen if the cable snapped
who do i call if i get hurt in the gym
""",
    "general": """
is leg press bad for your knees
is the leg press bad for the back
does leg press hurt the knees
can leg press damage my knees
can leg press cause knee pain
will my knees suffer from this
are deep reps bad for the knees
how do i avoid knee pain
how to prevent back pain on the leg press
how can i protect my lower back
how do i keep my knees healthy
keeping my knees healthy, what matters?
why should i stop when my knees hurt
is it easier on the back than squats
is leg press good for bad posture
what causes knee pain
which exercise is kinder to the knees
do many people get injured on the leg press
is the leg press dangerous
what are the risks of the leg press
how safe is the leg press
can you hurt yourself with bad form
is locking the knees dangerous
why is locking out bad for the knees
does it put pressure on the spine
does it strain the lower back
i don't want to hurt my back
i want to avoid injury
tips so i don't get injured
is it normal to breathe hard
is leg press good for rehab in general
what does knee pain mean in your notes
which is safer for the joints
do my knees get stronger from this
does leg press strengthen the knees
""",
    "form": """
how far apart should my feet be
where do i put my heels
my heels lift off the plate
my heels won't stay down
my butt comes off the seat
my lower back rounds at the bottom
my back lifts off the pad
should my back stay flat
knees cave in when i push
my knees go inward
my knees fall in
knees over toes?
how far should my knees bend
should my knees touch my chest
don't lock my knees, right?
should i lock out my knees
where do my hands go
toes pointing out or straight
should i push through my heels
head on the pad?
how do i breathe
should i hold my breath
do i breathe out when pushing
hip width or shoulder width
should my hips stay on the seat
is it ok if my knees go past my toes
how do i keep my back pressed against the pad
what angle should the back rest be
how deep should i go
how do i set the lowest stop
when do i press the release handle
can i use my hands on my knees
platform parallel to the back rest
my knees shake when i push
knees wobble
""",
    "logs": """
leg press 100kg 3x10
leg press 5x5 120 kg
3x12 80kg leg press
chest press 60kg 3x10
back squat 100kg 5x5
hip thrust 120kg 3x8
face pull 20kg 3x15
neck curl 10kg 3x12
shoulder press 40kg 3x8
leg extension 50kg 3x12
back extension bodyweight 3x15
calf raise 90kg 4x12
pull ups 3x8
pulled 140kg off the floor today
dead lift 120kg 3x5
did 3 sets of 10 at 80 kilos
skull crushers 30kg 3x10
hand release push ups 3x10
knee raises 3x15
hip abduction 60kg 3x15
back day: rows 60kg 3x10
single leg press 40kg 3x12 left
today leg press 90 kg 10 10 9, felt strong
stuck at 100kg for weeks
new pr 180 kg, crushed it
failed the last rep at 150kg
couldn't do the last rep
dropped to 80kg for the last set
leg press 100kg 3x10, no pain
burpees 3x12
box jumps 3x10
knee push ups 3x12
heel elevated squat 40kg 3x10
wrist curl 15kg 3x20
press 40kg 3x8, then back to 30
""",
    "everyday": """
pop music in the gym is awful
my phone is dead
i'm stuck in traffic
my heart rate monitor says 120
blood orange juice after training?
does a pressure cooker make good rice
i watch numb3rs
handle it with kid gloves
the child seat is in the car
you look sharp dressed
shooting hoops later
crack a joke
i'll be back tomorrow
back again
i'm back
back to the question
can we go back a step
i got stuck at work
stuck in a meeting
my app is stuck
the seat is stuck
the pin is stuck in the weight stack
my car broke down
i broke my phone
my dog is sick
my cat had surgery
my son is 22 and trains with me
i'm 25 years old
i have trained for 10 years
this is a 20 year old machine
the gym is 12 years old
my kids are at school
kids are driving me crazy
i feel great
i feel good today
it feels weird to lie down so far
feels strange on this machine but ok
high heels or trainers lol
what does the heart rate zone mean
the weather is killing the mood
can i drink coffee before training
is ibuprofen sold here
i have a pt session tomorrow
my physio told me to try the leg press
my doctor recommends leg press
the doctor said i'm fit
doctor who is on tonight
he popped in for a chat
let me see
give me a hand
on the other hand
shoulder to shoulder
the bar is closed
meet you at the bar
it burns calories, how many?
how do i burn fat
i want bigger legs
numbers are up
where can i park
the platform is dirty
is there blood on the moon
the show was bloody good
bloody brilliant
i pinned your message
pinned the chat
can you drop the attitude
the shower is broken
the machine is broken, which one instead
this bench is broken
my headphones broke
i work in a hospital
i'm a nurse
my sister plays football
my brother is stronger than me
a friend told me about you
nobody is here, nice and quiet
i could sleep for a year
under pressure by queen
great pressure from my coach to perform
my shoes are tight
tight schedule today
hit me with the facts
i'm sweating a lot
my legs are weak, how do i get stronger
weak legs
i have skinny legs
i'm overweight, can i do it
i am 60 years old
i'm 70, is this for me
my mother is 68 and wants to start
""",
    "greetings": """
hello
hi there
thanks
help
what can you do
good morning
stop
cancel
undo
yes
no
ok
why?
tell me more
next
and the toes?
which weight next time
my goal is size
show my log
""",
    "questions": """
how many reps for strength
5x5 or 3x12
how heavy should i go
leg press or squat
what is a leg press
which muscles does it work
what is the sled
how do i unlock the machine
how do i lock it when i'm done
can i train alone
should i train to failure
is it ok to go to failure alone
how long should i rest
do i need a spotter
what shoes
does it raise testosterone
is a belt needed
how many times a week
what is the 45 degree leg press
hack squat instead?
can beginners do it
can women do the leg press
is it good for old people
should i warm up
how fast should i lower it
do i stop at the top
why not let the plates touch down
what weight do i start with
""",
    "rambling": """
so yesterday i was at the gym and the guy next to me had the music so loud, anyway, i did my three \
sets and it went well and i was wondering how far apart the feet should be
hey there, just came back from holiday, haven't trained for a month, legs are a bit sore from \
the first session but i feel good, how many reps should i do for size
my friend who is a nurse says the leg press is great and my other friend says squats are better, \
what do you think, i'm 31 and want stronger legs
okay long story, i changed gyms, the new one has a horizontal machine, the old one had the 45 \
degree one, the seat feels odd, do the same rules apply
after work i went straight to the gym, was stuck in traffic for an hour, so i only had time for \
two sets, is two sets enough for strength
i do leg press twice a week, no pain or anything, sleep is good, food is good, i just don't grow, \
so what rep range should i use
i read that you shouldn't lock your knees because it is hard on the joints, is that right and \
how far do i go then
""",
    "any talk": """
is it safe for bad posture
does it work the knees or the quads
my knees feel strong
my knees feel great on this
what should my knees do at the bottom
my back feels good when i press it into the pad
which part of the foot pushes
i feel it mostly in my quads
i don't feel it in my glutes
should i feel it in my lower back
why does everyone say leg press is dangerous
is it true that leg press ruins knees
my coach says never lock the knees
people say it's bad for your back
my friend thinks leg press is bad for knees, is that so
how do i stop my knees from caving
how do i stop my heels from lifting
why do my heels come off
my butt comes up, how to fix
my hips tuck under at the bottom
my toes turn out naturally
my feet slide on the platform
my feet are too low i think
i have big feet
i have short legs
i have long femurs
one leg is stronger than the other
left leg is weaker, single leg press?
is leg press enough for a bad day
i had a bad day
bad mood, needed leg day
i hate leg day
leg day sucks
my legs hate me
can't feel my legs lol, great session
i'm wrecked, great workout
totally exhausted but happy
my quads are fried
absolutely cooked today
quads are pumped
jelly legs after 2x25
my muscles are burning at rep 20, keep going?
sore quads, train again?
how do i get rid of doms
soreness gone, ready for the next
does soreness mean growth
no doms this week
knee pain gone since the wider stance
no more back pain
back pain free since march
my physio cleared me, all good now
doctor gave me the ok, how many reps
never been better
nothing to report, all good
i did not faint
never been dizzy on it
i haven't hurt myself
my hip has never been a problem
should i stop before i hurt myself
how can i tell if it is too heavy
what if the weight is too heavy
what happens if the sled drops
how do i fail safely
how do i dump the weight
what do the safety stops do
can i do it without a spotter
how do i get out of the machine when i'm done
is there a way to get stuck
how do i avoid getting pinned
is it possible to faint on the leg press
does holding my breath make me dizzy
why does holding the breath raise blood pressure
does leg press raise blood pressure
will my heart rate go up
what is a normal heart rate for leg day
cardio before or after
is the leg press good for runners
will it help my vertical jump
does it make knees stronger
are knee wraps useful
knee sleeves or wraps
weightlifting shoes with a raised heel?
hip opener before pressing?
how to warm up my ankles
my ankles are stiff, can i still go deep
i'm not flexible
tight hamstrings make my hips roll
i pulled a 5x5 at 100
pulled my socks up and did 3x10
popped in for a quick 3x12 at 80
smashed 200kg today
broke my old record 220kg
hit 100kg for 10
hit the gym at 6
legs 3x12, back 3x10, chest 3x8
back rows 40kg 3x12
head nods lol
hip adduction 50kg 3x15
ab crunch 30kg 3x15
cable kickback 15kg 3x12
neck extension 20kg 3x12
burnout set: 1x30 at 40kg
drop set 100 80 60
death set 1x50 40kg
negative reps 120kg 3x5
leg press 100 kg 3 sets of 8, stopped early because of the fire alarm
leg press 3x10 100kg easy, no complaints
my kid was born last year so less time
my son made the football team
dropping the kids off at school then gym
kids menu at the gym cafe
i've been lifting for 13 years
11 years ago i started lifting
i turned 40
i'm 16 weeks into my program
week 12 of my plan
20 weeks of training and still no gains
labor day sale at the gym
expecting a delivery today
delivery of my new belt is late
i gave birth to a new idea
sick gains
feeling sick of cardio
i caught the bus
i'm stuck between strength and size
i'm stuck on which goal to choose
i got stuck reading your answer
stuck with 5x5 or switch
my progress is stuck
bench press is killing my gains
killer workout
you're a lifesaver
my gym crush is here
crushing on the trainer
the ac in the gym is dead
battery died
screen cracked
my watch broke
i tore my leggings
my belt snapped
my glove ripped
the mirror is cracked
seat pad is torn
the foot plate is slippery
how do you clean blood off a bench
i donated blood yesterday
bloody heavy that was
i need a hand with the plates
give me a break
break between sets?
cut or bulk
i'm cutting
cut the rest to 60 seconds
drunk on success
high on endorphins
high five
numbers please
what's the pressure on the plate
shoot me the link
head to head leg press vs squat
heads up, i'm new
the heart of the matter: 5x5 or 3x12
heartfelt thanks
take it easy on me
my nurse friend trains here
hospital gym is closed
does insurance cover gym
what medicine ball weight
my doctor is my gym buddy
is there a doctor in the house lol
i'm a physio, what sources do you use
i study medicine
the machine makes a clicking noise
the sled squeaks
the sled is stuck at the top, how do i unlock it
the weight won't unlock, which lever
the lock is stiff
can't get the seat to move
i can't move the seat
i can't reach the handles
can't get past 100kg
can't push more than 80kg
can't do 10 reps
couldn't finish the set
gave up at rep 8
collapsed on the couch after leg day
passed out in bed at nine, slept great
the deadline is killing me
it's a bit of a headache to set up
i'm blind without my glasses
seeing is believing
my girlfriend is stronger than me
my wife says i should train legs
is my mother too old for this at 70
which exercise builds the knees
how do knees track correctly
knees in line with toes?
should my knees be bent at the top
where should my back touch
why keep the back flat
is my lower back supposed to be flat
do i lift my head
should i grip the handles hard
how far do i let the weight down
is a full range safe
how low is too low
how do i stop safely
which stop do i use
how does the safety lock work
can the lock fail
what does the safety do if i fail
what do i do if i can't finish a rep
how do i bail
can you die on a leg press
has anyone ever got crushed by one
leg press accident videos are scary
i read that leg press destroys knees, true?
someone told me it's bad for the back
why is my coach against leg press
does it hurt to go heavy every day
is it supposed to burn
how sore should i be
sore but happy
legs still sore, should i rest
legs feel like concrete today
my legs gave out at rep 20, great set
i was shaking on the last rep
i can barely walk lol
i need a wheelchair after that leg day haha
rip my legs
rip quads
i left my soul on that machine
that burned so good
no knee pain whatsoever
no more knee pain!
my knee feels fine now
no back pain since i use leg press
not hurt at all
it didn't hurt
nope, no pain
knees ok, back ok
without any dizziness
my back problem is long gone
i had surgery ten years ago, fully healed, no issues
doctor says everything is fine
cleared by my doctor for all exercise
i broke my leg in 1999, no issue since
used to get headaches, not anymore
if i ever feel knee pain, what then
when would you stop a set
what are the warning signs
what if i feel dizzy
what if someone gets stuck
how should i react if the sled won't move
should i be scared of the leg press
i'm a bit scared of heavy weights
i'm nervous about my first session
my heart says squat my head says leg press
i love it with all my heart
heart shaped plates lol
target heart rate?
breath in or out
i always hold my breath, bad?
breathing pattern please
out of breath is normal right
leg press 120kg 3x8 heart rate 140
leg press 3x10 80kg rpe 8
single arm press 20kg 3x10
chest fly 15kg 3x12
chest supported row 40kg 3x10
back extensions 3x15
knee extension 40kg 3x12
ankle mobility 10 min
wrist roller 5 min
neck harness 10kg 3x20
hip airplane 3x5
toe raises 3x20
dead bugs 3x10
dead hang 45s
suitcase carry 30kg
snap down jumps 3x5
hammer curl 14kg 3x10
hammer strength leg press 100kg 3x10
bench 80kg 5x5, back later
stuck at 90kg on leg press
been stuck for months
not making progress, stuck
how to break a plateau
i broke through my plateau
new record, 200 kg!
beat my pb
i'm pumped
pump was insane
insane session
i'm dead tired
half dead from work
dead simple app
drop dead gorgeous machine
the wifi is dead
killer app
don't kill me but i skipped leg day
kill two birds
my son helps me load the plates
my daughter is 20 and joins me
my kids are grown up
i'm 52 and new
been lifting since i was 14
my gym is 10 years old
i started at 13, now i'm 30
11 weeks in
9 months of training
12 sets of legs weekly
born in 1990
baby steps
baby weight plates
kiddie plates
like a kid in a candy store
labour intensive
i carry my gym bag
expecting gains
due date for my membership
can i have a beer after
coffee before leg press?
pre workout supplements?
creatine pills or powder
vitamin d tablets
protein shots
i took a shot of espresso
got my flu shot, train tomorrow
drunk texting my gym buddy
high bar or low bar
high rep day
pain in the neck to load plates
it pains me to say it but squats are better
painless setup, thanks
what a headache, this parking lot
sick beat
sickening weather
not sick, just lazy
faint light in the gym
blackout curtains in the gym
spinning class at six
spin bike
stars in the gym
numb3rs
dizzying prices
cut my session short
cut 5 kg this month
cutting phase
bleeding edge technology
blood flow restriction training
blood type diet
crack of dawn workout
cracked the 100kg barrier
cracking session
popped my headphones on
pop up gym
snapchat
snap out of it
twist my arm
pull my leg
pulling your leg
cold shoulder
shoulder the blame
give me the elbow room
knee deep in work
bee's knees
weak at the knees for this machine
neck and neck
back and forth
back off set 80kg
back up plan
off my chest
chest freezer
foot the bill
foot in the door
cold feet
toe the line
heel turn
arm and a leg for membership
head over heels for leg day
stomach this workout
gut feeling
can't stomach protein shakes
cheek
lend a hand
thumbs up
finger food
rib eye
how can i save my knees
what is good for the knees
is leg press hard on the back
are my knees safe
knees shoulder width or closer
what if it hurts
which pain is normal
should i feel pain or just effort
how to know when to stop
is soreness a good sign
my legs are sore but in a good way
quads sore, no pain
i have no knee problems
my knees are good
no injuries
never any pain
my knee is fine again
my injury healed long ago
the old injury is history
the pain is over
can a beginner get hurt
how do people get injured on leg press
is it risky without a spotter
how do i not get stuck
what happens if i fail with nobody around
can i fall out of the seat
does the weight ever drop on people
killed that workout
dead legs, happy heart
i'm broken after that session lol
that was painful to watch
painfully easy
it hurts my pride
3x10 at 100, legs on fire
4x12 hip abduction 50kg
chest press 40kg 3x12 felt good
back squat 80 5x5
pulled 100kg deadlift 3x5
heart rate 150 after the set
heart rate zones
blood pressure cuff at the gym?
my doctor is happy with me
my physio likes leg press
my kids want pizza
son of a gun
i'm 35, how many reps
30 years old beginner
trained 8 years
been at it 15 years
old machine from 1995
my back tattoo is new
back seat of the car
neck of the woods
hand me the plate
stuck in my ways
stuck with the same weight for weeks
the app got stuck
the lever is stuck
weight won't move because the pin is in
can't move the pin
how do i release the sled
sled feels heavy
breathing out on the push?
i forget to breathe
am i too old at 65
can my grandma do it
girlfriend wants to join me
what machine is next to it
is there a horizontal version
my ex is a pain but the gym helps
that machine kicked my butt
got my butt kicked by leg day
leg press owned me today
my legs filed for divorce after that
i sacrificed my legs to the gym gods
my quads are screaming (in a good way)
i think my soul left my body on rep 20
send help, leg day tomorrow
pray for my legs
i'm a goner after drop sets
RIP me, leg day
call an ambulance, leg day was amazing lol
somebody carry me home after those squats haha
walking like a penguin after yesterday
can hardly sit on the toilet today, doms
legs wobbly after the last set but great
feels like my legs weigh a ton
i sweat blood for this pr
blood sweat and tears
this goal will be the death of me
my trainer is a sadist
torture device, that leg press, love it
i have a love hate relationship with it
i felt the burn
burn baby burn
feel the pump in my calves
my knees crack but it never hurts
my knees click without pain
knees make noise, no pain, fine?
a friend hurt himself years ago, that's why i ask about form
my dad had back pain from squats so i prefer leg press
i heard a guy got crushed once, is the machine safe
my mom says it's dangerous, is it
saw a video where knees bent backwards, how do i avoid that
how do i make sure my knees don't snap
could my knees snap if i lock out
how do i prevent dizziness when lifting
breathing so i don't pass out
what do i do to not get dizzy
i don't want to faint, how should i breathe
does the valsalva raise pressure in the head
is it true you shouldn't do it with knee pain
who should not do leg press
is leg press used in physio
what do physios say about it
my knee injury is from 2010 and fully healed
i recovered from surgery completely, cleared to train
my back used to hurt but leg press never bothered it
my shoulders never hurt on this machine
thankfully nothing hurts
so far so good, no aches
i don't get any pain doing this
all fine, no pain, just curious about depth
i feel no pain only effort
not painful, just hard
it isn't pain, it's effort
it's not sore, it's tired
my feet get cold in the gym
my hands get sweaty
my hands are rough
my head is full of questions
i have a question on my mind
i can't get my head around it
my heart skipped a beat when i saw the new machine
my heart sank when i saw the queue
heart and lungs get trained too?
i'm out of shape
i'm out of breath after stairs, how do i get fitter
i'm a smoker, does that matter
i'm chubby, can i use it
i weigh 120 kg, is the seat ok
i'm short, 150 cm
i'm left handed
i wear glasses
i get bored between sets
stuck between two goals
stuck for ideas
caught between strength and size
trapped in the office
pinned on my fridge: your rep table
the pin goes where
how do i take the weight off
take the weights off after?
what falls if i let go
drop it or lower it slowly
slam the weight or not
crush grip or open hand
can the kids area be seen from the machine
adult only gym?
is there an age limit
how old must you be
my teenager is 19
my little brother is 21
""",
}

KNOWN_WRONG: dict[str, str] = {
    "is there blood on the moon": "blood on something is taken for a wound, whatever it is on",
    "the handle broke off and the sled dropped": "a broken handle alone is no danger to a person",
    "j'ai mal à la jambe": "a few words of French only",
    "should i stop before i hurt myself": "'before' is no word that takes back",
    "i gave birth to a new idea": "an idiom that is not listed",
}
"""Message of a table -> why it is read wrongly still."""


def rows(table: str) -> list[str]:
    return table.strip().splitlines()


def wrong(table: str, *, danger: bool) -> list[str]:
    """List what is read the other way, with what it was taken for."""
    found = [(text, SAFETY.assess(text)) for text in rows(table)]
    return [f"{text} -> {got and got.name}" for text, got in found if (got is not None) != danger]


def unknown(found: list[str]) -> list[str]:
    return [line for line in found if line.rpartition(" -> ")[0] not in KNOWN_WRONG]


@pytest.mark.parametrize("kind", DANGER)
def test_danger_is_told(kind: str) -> None:
    assert unknown(wrong(DANGER[kind], danger=True)) == []


@pytest.mark.parametrize("kind", HARMLESS)
def test_harmless_wording_is_no_danger(kind: str) -> None:
    assert unknown(wrong(HARMLESS[kind], danger=False)) == []


@pytest.mark.parametrize("text", KNOWN_WRONG)
@pytest.mark.xfail(strict=True)
def test_known_wrong(text: str) -> None:
    told = any(text in rows(table) for table in DANGER.values())
    assert (SAFETY.assess(text) is not None) == told, KNOWN_WRONG[text]


def test_shares() -> None:
    """What is known to be wrong stays within the bars too."""
    for tables, danger, most in ((DANGER, True, MOST_MISSED), (HARMLESS, False, MOST_FALSE)):
        texts = [text for table in tables.values() for text in rows(table)]
        bad = [line for table in tables.values() for line in wrong(table, danger=danger)]
        assert len(texts) >= 260
        assert len(bad) <= most * len(texts)


def test_table_messages_are_not_known_wrong_twice() -> None:
    texts = [text for tables in (DANGER, HARMLESS) for t in tables.values() for text in rows(t)]
    assert len(texts) == len(set(texts))
    assert set(KNOWN_WRONG) <= set(texts)


KINDS = [
    ("my knee hurts", "knee pain"),
    ("my lower back hurts", "pain"),
    ("i'm stuck under the sled", "pinned"),
    ("i have chest pain", "chest or heart"),
    ("i'm pregnant", "pregnancy"),
    ("my son is 11, can he use it", "a child"),
    ("i'm on blood thinners", "illness or medication"),
    ("i had knee surgery in march", "after surgery or injury"),
    ("my knee hurts and i want to kill myself", "self-harm"),
    ("my knee hurts and my chest hurts", "chest or heart"),
]


@pytest.mark.parametrize(("text", "name"), KINDS)
def test_the_most_urgent_danger_is_named(text: str, name: str) -> None:
    danger = SAFETY.assess(text)
    assert danger is not None
    assert danger.name == name


@pytest.mark.parametrize("danger", KNOWLEDGE.dangers, ids=lambda danger: danger.name)
def test_a_stop_says_stop_first_and_is_short(danger: Danger) -> None:
    first = danger.stop.text.split()[0].strip(",.:;!")
    assert first == "Stop"
    assert len(danger.stop.text) <= 200
    assert danger.stop.text.count("\n") <= 1


WORDS = sorted({word for table in (*DANGER.values(), *HARMLESS.values()) for word in table.split()})


@given(st.text(max_size=5000) | st.lists(st.sampled_from(WORDS), max_size=400).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_any_text_is_judged(text: str) -> None:
    begun = time.thread_time()
    danger = SAFETY.assess(text)
    assert danger is None or danger in KNOWLEDGE.dangers
    assert time.thread_time() - begun < 1.0


@pytest.mark.parametrize(
    "text",
    ["", " ", "\ud800", "\x00" * 9, "🦵" * 4096, "knee " * 900, "hurts knee " * 500, "no " * 1500,
     "a" * 100_000, "?" * 4096, "my knee hurts " * 300, "z̷̧̛" * 1000, "ركبتي تؤلمني", "膝盖疼"],
)  # fmt: skip
def test_no_text_is_slow(text: str) -> None:
    begun = time.thread_time()
    SAFETY.assess(text)
    assert time.thread_time() - begun < 1.0


def test_a_message_is_judged_in_a_fraction_of_a_millisecond() -> None:
    """A normal message, on a machine that does other things too: the bound is generous."""
    texts = [text for tables in (DANGER, HARMLESS) for t in tables.values() for text in rows(t)]
    for text in texts:
        SAFETY.assess(text)
    begun = time.thread_time()
    for text in texts:
        SAFETY.assess(text)
    assert (time.thread_time() - begun) / len(texts) < 0.002
